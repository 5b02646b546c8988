import { mount } from 'svelte';
import App from './App.svelte';
import { prepare } from './isolation.js';
import './style.css';

// threads, and what is kept, are those of the page that starts the worker
await prepare();
const target = document.querySelector('#studio')!;
target.replaceChildren();
mount(App, { target });
