/** Registers the service worker of a folder, and waits until it is there for it. @throws Error where it does not start */
export async function registered(folder: string): Promise<void> {
  const { active, waiting, installing } = await navigator.serviceWorker.register(
    new URL('service-worker.js', folder),
    { updateViaCache: 'none' },
  );
  const worker = active ?? waiting ?? installing;
  if (!worker || worker.state === 'activated') return;
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('it could not keep the page'));
    });
  });
}
