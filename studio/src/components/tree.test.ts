// Proves how a network's layers become the lines of a tree, how they are found by name, and what keys do there.
import { describe, expect, test } from 'vitest';
import type { NetworkLayer, NetworkLayers } from '../worker/protocol.js';
import { channelIn, foundRows, moveBy, treeRows } from './tree.js';

const layer = (name: string, channels?: number): NetworkLayer => ({
  ...{ name, operator: 'Conv', dims: [8, 4, 4], objective: channels !== undefined, channels },
});
const network: NetworkLayers = {
  layers: [
    layer('stem', 8),
    layer('stage/conv', 8),
    layer('stage', 16),
    layer('/Sign_output_0'),
    layer('head', 4),
  ],
  modules: [
    { name: 'stem', layer: 0, children: [] },
    {
      ...{ name: 'stage', type: 'Stage', layer: 2 },
      children: [{ name: 'stage/conv', layer: 1, children: [] }],
    },
    { name: 'head', layer: 4, children: [] },
  ],
};
const none = new Set<string>();
const stage = new Set(['stage']);

describe('lines', () => {
  test('are the outermost modules, and those inside of the open ones by what they add to the name', () => {
    expect(treeRows(network, none).map(({ name, open }) => [name, open])).toEqual([
      ['stem', undefined],
      ['stage', false],
      ['head', undefined],
    ]);
    const [, outer, inner] = treeRows(network, stage);
    expect(outer).toMatchObject({ open: true, level: 1, position: 2, beside: 3, type: 'Stage' });
    expect(outer!.layer).toBe(network.layers[2]);
    expect(inner).toMatchObject({
      name: 'stage/conv',
      label: 'conv',
      level: 2,
      position: 1,
      beside: 1,
      parent: 'stage',
    });
  });

  test('of a network without modules are its layers', () => {
    expect(treeRows({ ...network, modules: [] }, none).map(({ name }) => name)).toEqual(
      network.layers.map(({ name }) => name),
    );
  });

  test('that are looked for hold the letters, whatever their case, single operators too; what is called so is first', () => {
    expect(foundRows(network, 'SIGN').map(({ name }) => name)).toEqual(['/Sign_output_0']);
    expect(foundRows(network, ' stage').map(({ name }) => name)).toEqual(['stage', 'stage/conv']);
    expect(foundRows(network, 'nowhere')).toEqual([]);
  });
});

test('a channel is written behind its layer; what is not there, or cannot be accentuated, is none', () => {
  expect(channelIn('stage/conv:7', network.layers)).toEqual([network.layers[1], 7]);
  for (const text of ['stage/conv:8', 'stage/conv', 'nowhere:1', '/Sign_output_0:0', 'stem:-1', 'stem:1.5'])
    expect(channelIn(text, network.layers)).toBeUndefined();
});

test('keys do what the pattern of WAI-ARIA says of trees', () => {
  const closed = treeRows(network, none);
  expect(moveBy('ArrowDown', closed, 'stem')).toEqual({ to: 'stage' });
  expect(moveBy('ArrowUp', closed, 'stem')).toBeUndefined();
  expect(moveBy('End', closed, 'stem')).toEqual({ to: 'head' });
  expect(moveBy('Home', closed, 'head')).toEqual({ to: 'stem' });
  expect(moveBy('ArrowRight', closed, 'stage')).toEqual({ open: 'stage' });
  expect(moveBy('ArrowRight', closed, 'stem')).toBeUndefined();
  const open = treeRows(network, stage);
  expect(moveBy('ArrowRight', open, 'stage')).toEqual({ to: 'stage/conv' });
  expect(moveBy('ArrowLeft', open, 'stage/conv')).toEqual({ to: 'stage' });
  expect(moveBy('ArrowLeft', open, 'stage')).toEqual({ close: 'stage' });
  expect(moveBy('ArrowLeft', closed, 'stage')).toBeUndefined();
  expect(moveBy('x', open, 'stage')).toBeUndefined();
});
