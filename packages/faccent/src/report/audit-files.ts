import { pictures as platform } from '#platform';
import type { Audit } from '../audit/audit.js';
import type { Image } from '../image/image.js';
import { pixelsOf } from '../image/pixels.js';
import { type AuditAbout, auditJson, pictureFile } from './audit-json.js';
import { auditPage } from './audit-page.js';
import { dataUrl } from './data-url.js';
import { type OutputFiles, jsonFile } from './files.js';
import { pictureSheet } from './sheet.js';

/** Pictures on the page, which are small there. */
const [QUALITY, SIDE] = [86, 320];

const url = async (image: Image): Promise<string> =>
  dataUrl(await platform.lossy(pixelsOf(image), QUALITY, SIDE));

/** All files of an audit, by name. */
export async function auditFiles(audit: Audit, about: AuditAbout = {}): Promise<OutputFiles> {
  const { photographs, pictures } = audit;
  const numbers = auditJson(audit, about);
  const images = pictures.map(({ result }) => result.image);
  const urls = {
    photographs: await Promise.all(photographs.map(url)),
    pictures: await Promise.all(images.map(url)),
  };
  const labels = [
    ...photographs.map(() => 'photograph'),
    ...numbers.pictures.map(({ kind, feature, parameterization, randomSeed }) =>
      kind === 'others'
        ? feature
        : `${kind === 'randomized' ? 'shuffled, ' : ''}${parameterization} ${randomSeed}`,
    ),
  ];
  const files = await Promise.all(
    pictures.map(
      async (picture) => [pictureFile(picture), await platform.png(pixelsOf(picture.result.image))] as const,
    ),
  );
  return new Map<string, Uint8Array | string>([
    ['audit.html', await auditPage(numbers, urls)],
    ['audit.json', jsonFile('audit.json', numbers)],
    ['sheet.png', await pictureSheet([...photographs, ...images], 5, labels)],
    ...files,
  ]);
}
