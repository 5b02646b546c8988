import { GraphError } from '../errors.js';
import { type Node, describeNode } from './graph.js';

/** A graph being copied, as branches and loops see it: names of its values lead to names in the built graph. */
export interface ControlScope {
  /** The name in the built graph of a value of this graph. */
  find(name: string): string;
  bind(name: string, to: string): void;
  /** Copies the body of a branch or of one iteration. @returns the names of its outputs */
  body(node: Node, attribute: string, label: string, inputs?: readonly string[]): string[];
  /** The value of an input that must be known. @throws GraphError where it depends on the image */
  known(node: Node, input: number): number;
  isKnown(name: string): boolean;
  isKnownFalse(name: string): boolean;
  constant(value: number, type: 'int64' | 'bool'): string;
  /** Values of one shape, along a new first axis. */
  stack(names: readonly string[]): string;
  /** What lies at one index of an axis, without that axis. */
  row(name: string, axis: number, index: number): string;
  length(name: string, axis: number): number;
}

/** Loops that run longer than this are not unrolled. */
const MOST_ITERATIONS = 1000;

/** What branches and loops do when what steers them is known. */
export const controlFlow: Readonly<Record<string, (node: Node, scope: ControlScope) => void>> = {
  If: (node, scope) => {
    const outputs = scope.body(node, scope.known(node, 0) ? 'then_branch' : 'else_branch', '');
    node.outputs.forEach((name, i) => name && scope.bind(name, outputs[i]!));
  },
  Loop: (node, scope) => {
    const limit = node.inputs[0] ? scope.known(node, 0) : Infinity;
    let going = node.inputs[1] ? scope.known(node, 1) !== 0 : true;
    let carried = node.inputs.slice(2).map((name) => scope.find(name));
    const scanned: string[][] = [];
    for (let i = 0; going && i < limit; i++) {
      if (i >= MOST_ITERATIONS)
        throw new GraphError(`${describeNode(node)} runs more than ${MOST_ITERATIONS} times`);
      const outputs = scope.body(node, 'body', `${i}/`, [
        scope.constant(i, 'int64'),
        scope.constant(1, 'bool'),
        ...carried,
      ]);
      const [condition, ...rest] = outputs as [string, ...string[]];
      if (!scope.isKnown(condition))
        throw new GraphError(`${describeNode(node)} ends when the image says so, which is not supported`);
      going = !scope.isKnownFalse(condition);
      carried = rest.slice(0, carried.length);
      scanned.push(rest.slice(carried.length));
    }
    bindOutputs(node, scope, carried, scanned);
  },
  Scan: (node, scope) => {
    const count = node.attributes.get('num_scan_inputs') as number;
    if (node.inputs[0] === '')
      throw new GraphError(
        `${describeNode(node)} is in the form of opset 8, which is not supported: convert it with onnx.version_converter`,
      );
    const states = node.inputs.slice(0, -count).map((name) => scope.find(name));
    const sequences = node.inputs.slice(-count).map((name) => scope.find(name));
    const axes = (node.attributes.get('scan_input_axes') as number[] | undefined) ?? sequences.map(() => 0);
    const settled = ['scan_input_directions', 'scan_output_directions', 'scan_output_axes'].every((name) => {
      const value = node.attributes.get(name);
      return !Array.isArray(value) || value.every((v) => v === 0);
    });
    if (!settled)
      throw new GraphError(
        `${describeNode(node)} runs backwards or stacks along another axis, which is not supported`,
      );
    const length = scope.length(sequences[0]!, axes[0]!);
    if (length > MOST_ITERATIONS)
      throw new GraphError(`${describeNode(node)} runs more than ${MOST_ITERATIONS} times`);
    let carried = states;
    const scanned: string[][] = [];
    for (let i = 0; i < length; i++) {
      const rows = sequences.map((name, k) => scope.row(name, axes[k]!, i));
      const outputs = scope.body(node, 'body', `${i}/`, [...carried, ...rows]);
      carried = outputs.slice(0, states.length);
      scanned.push(outputs.slice(states.length));
    }
    bindOutputs(node, scope, carried, scanned);
  },
};

/** What a loop carried to its end, then what it collected on its way. */
function bindOutputs(
  node: Node,
  scope: ControlScope,
  carried: readonly string[],
  collected: readonly (readonly string[])[],
): void {
  const stacks = (collected[0] ?? []).map((_, k) => scope.stack(collected.map((row) => row[k]!)));
  [...carried, ...stacks].forEach((name, i) => node.outputs[i] && scope.bind(node.outputs[i], name));
}
