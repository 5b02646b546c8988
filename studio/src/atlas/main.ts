import { mount } from 'svelte';
import '../style.css';
import App from './App.svelte';

const target = document.querySelector('#atlas')!;
target.replaceChildren();
mount(App, { target });
