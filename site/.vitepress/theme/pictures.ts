/** A click on a picture of a page opens it alone, at its full size: sheets of many are small on a phone. */
export function openPictures(): void {
  document.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLImageElement && target.matches('.vp-doc :not(a) > img'))
      window.open(target.currentSrc, '_blank', 'noopener');
  });
}
