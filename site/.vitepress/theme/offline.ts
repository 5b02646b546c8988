import { withBase } from 'vitepress';

/**
 * Has the service worker keep the site's pages, and the pictures that were seen. A newer version takes over at once: what
 * pages that are open still need of the older one is kept until they are gone.
 */
export function keepPages(): void {
  const service = (navigator as Partial<Navigator>).serviceWorker;
  // the browser itself looks for a newer version, when a page is opened
  const there = service?.controller ? service.ready : service?.register(withBase('/service-worker.js'));
  // private windows, plain http: the site works, only not without a network
  there?.then(begin, () => undefined);
}

async function begin(registration: ServiceWorkerRegistration): Promise<void> {
  registration.waiting?.postMessage('take over');
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage('begun');
  if (!navigator.serviceWorker.controller)
    await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken));
  // on a first visit these came before there was somebody to keep them
  for (const { src } of document.images) void fetch(src).catch(() => undefined);
}
