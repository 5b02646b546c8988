/** Calls back once a newer version of the page is here, and waits. */
export async function onNewer(tell: () => void): Promise<void> {
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
  // asked for in another tab
  if (service.controller) service.addEventListener('controllerchange', tell);
}

/** Loads the page again in its newest version. */
export async function toNewer(): Promise<void> {
  const service = navigator.serviceWorker;
  const waiting = (await service.getRegistration(document.baseURI))?.waiting;
  if (!waiting) return location.reload();
  service.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take over');
}
