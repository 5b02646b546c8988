// The worker of the page: all computing is here, so that the page answers while a step runs.
import { expose } from 'comlink';
import { Engine } from './engine.js';

expose(new Engine());
