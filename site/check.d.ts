/** The built pages of a site, by their paths from its folder; the studio's are its own. */
export declare const pagesOf: (folder: string) => string[];
/**
 * What is wrong in a built site: links to no page, no file or no heading; pictures, scripts and styles that are not there, or
 * of another host.
 * @returns a line each: the page, and what it leads to
 */
export declare function checkSite(folder: string): string[];
