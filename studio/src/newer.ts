/** How long a newer version is waited for that was asked for, in milliseconds: the older one may be at something. */
const PATIENCE = 5000;

/** Said of the page's tab where a newer version was asked for. */
const ASKED = 'faccent studio: a newer version was asked for';

/** Whether it was asked for before the page was loaded again; not twice. */
function wasAsked(): boolean {
  try {
    const asked = sessionStorage.getItem(ASKED) !== null;
    sessionStorage.removeItem(ASKED);
    return asked;
  } catch {
    // nothing was kept where nothing can be
    return false;
  }
}

function noteAsked(): void {
  try {
    sessionStorage.setItem(ASKED, 'yes');
  } catch {
    // then it is told again that it is here
  }
}

/** Calls back once a newer version of the page is here, and waits. */
export async function onNewer(tell: () => void): Promise<void> {
  const asked = wasAsked();
  const service = (navigator as Partial<Navigator>).serviceWorker;
  const registration = await service?.getRegistration(document.baseURI);
  if (!service || !registration) return;
  service.controller?.postMessage('begun');
  const tellOf = (worker: ServiceWorker | null): void => {
    // the first that a page has is of its own version
    if (worker?.state === 'installed' && registration.active) tell();
  };
  tellOf(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => tellOf(worker));
  });
  // it took over after all, or it was asked for in another tab
  const isOver = asked ? (): void => location.reload() : tell;
  if (service.controller) service.addEventListener('controllerchange', isOver, { once: asked });
}

/** Loads the page again in its newest version. */
export async function toNewer(): Promise<void> {
  const service = navigator.serviceWorker;
  const waiting = (await service.getRegistration(document.baseURI))?.waiting;
  if (!waiting) return location.reload();
  const over = new Promise((resolve) =>
    service.addEventListener('controllerchange', resolve, { once: true }),
  );
  waiting.postMessage('take over');
  noteAsked();
  // a page that goes ends what the older one was at
  await Promise.race([over, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  location.reload();
}
