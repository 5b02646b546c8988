// A disk of so many bytes, for where none can be mounted: loaded before a program (node --import), it fails writes below
// FACCENT_QUOTA_FOLDER that would leave more there than FACCENT_QUOTA bytes.
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const folder = process.env.FACCENT_QUOTA_FOLDER;
const quota = Number(process.env.FACCENT_QUOTA);

const used = () =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => {
      const found = fs.statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false });
      return sum + (found?.size ?? 0);
    }, 0);

const inside = (file) =>
  typeof file === 'string' && path.resolve(file).startsWith(path.resolve(folder) + path.sep);

function check(data) {
  const size = typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
  if (used() + size > quota)
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      errno: -28,
      syscall: 'write',
    });
}

const { open, writeFile, statfs } = promises;
promises.open = async (file, ...more) => {
  const handle = await open(file, ...more);
  if (inside(file))
    for (const name of ['writeFile', 'write', 'appendFile']) {
      const original = handle[name].bind(handle);
      handle[name] = async (data, ...rest) => {
        check(data);
        return original(data, ...rest);
      };
    }
  return handle;
};
promises.writeFile = async (file, data, ...more) => {
  if (inside(file)) check(data);
  return writeFile(file, data, ...more);
};
promises.statfs = async (file, ...more) => {
  const found = await statfs(file, ...more);
  if (inside(file) || path.resolve(file) === path.resolve(folder)) {
    found.bsize = 1;
    found.bavail = Math.max(0, quota - used());
  }
  return found;
};

// files that are open by numbers, of those within
const openFiles = new Set();
const { openSync, closeSync, writeFileSync } = fs;
fs.openSync = (file, ...more) => {
  const opened = openSync(file, ...more);
  if (inside(file)) openFiles.add(opened);
  return opened;
};
fs.closeSync = (file) => {
  openFiles.delete(file);
  closeSync(file);
};
fs.writeFileSync = (file, data, ...more) => {
  if (inside(file) || openFiles.has(file)) check(data);
  writeFileSync(file, data, ...more);
};
syncBuiltinESMExports();
