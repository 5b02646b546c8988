import { FaccentError } from '../errors.js';

/** What was being done, where. */
export interface Attempt {
  /** The runtime. */
  readonly name: string;
  readonly device: string;
  readonly doing: 'compile' | 'run';
}

/** A runtime in WebAssembly whose program has ended: it answers nothing more, and what it is asked hangs or is nonsense. */
const DEAD =
  /\baborted\(|memory access out of bounds|\bunreachable\b|null function|table index is out of bounds|function signature mismatch|previous call to 'init\w+\(\)' failed/i;

const LOST = /device (?:is|was|has been)? ?(?:lost|hung|removed)|GPUDevice.*(?:lost|destroyed)|CUDA failure/i;

const MEMORY =
  /alloc|out of memory|not enough memory|OOM\b|bad_array_new_length|Array buffer|enlarge memory|memory\.grow|could not reserve/i;

/** `/onnxruntime_src/…/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool)`: no reader's place. */
const PLACE = /\S+\.(?:cc|h|cpp|cu):\d+ (?:[^()\n]*::)?[\w~<>]+ ?\([^()]*\) ?(?:const )?(?:\[[^\]]*\] )?/g;

const RUNNING = /^Non-zero status code returned while running (\S+) node\. Name:'([^']*)' Status Message:\s*/;

/** Nobody reads more, and expressions that look for words are not to. */
const MOST_READ = 4000;

/** Put before a copy's names: its maker knows them without. */
const PREFIX = /^(?:model|image|seed|weights):/;

/** The node that a message of the runtime names, as the network's maker knows it; empty where it names none. */
function nodeIn(message: string): string {
  const [, operator, name = ''] = RUNNING.exec(message) ?? [];
  if (operator === undefined) return '';
  return `, at ${operator} (node "${name.replace(PREFIX, '').replace(/_nchwc(?:_\d+)?$/, '')}")`;
}

function adviceOn(message: string, { device }: Attempt): string {
  const less =
    "fewer views, a smaller size of the picture or of the model's input, or a layer before it need less";
  if (DEAD.test(message))
    return (
      `the runtime has ended, most often for want of memory, and computes nothing more here: ` +
      `reload the page (or start the process anew), and then ${less}`
    );
  if (LOST.test(message))
    return `the device "${device}" has given up: start anew, with the device "cpu", or with less to do: ${less}`;
  if (MEMORY.test(message))
    return `the device has not as much memory: ${less}${device === 'cpu' ? '' : ', and the device "cpu" may have more'}`;
  return (
    'where it is a node of the network, the file contradicts itself there: export it anew, or choose a layer before it' +
    (device === 'cpu' ? '' : '; the device "cpu" may run it')
  );
}

/**
 * Why a runtime runs a graph no further, as one message: what it could not do, at which node of the network, what it says
 * of that, and how to mend it. What is thrown need be no error: a program in WebAssembly throws numbers, and text.
 */
export function refusal(attempt: Attempt, cause: unknown): FaccentError {
  const text = cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : '';
  const thrown = text.slice(0, MOST_READ);
  const said = thrown.replace(RUNNING, '').replace(PLACE, '').replace(/\s+/g, ' ').trim();
  const why = said || (typeof cause === 'number' ? `it threw ${cause}` : 'it does not say why');
  return new FaccentError(
    `${attempt.name} cannot ${attempt.doing} this graph on the device "${attempt.device}"${nodeIn(thrown)}: ` +
      `${why.replace(/\.$/, '')}; ${adviceOn(thrown, attempt)}`,
    { cause },
  );
}
