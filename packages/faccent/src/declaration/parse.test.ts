import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { optimizerNames } from '../optimizer/optimizer.js';
import { parseHeldLayer, parseOptimizer, parseSchedule } from './parse.js';
import { scheduleNames } from '../schedule/schedule.js';

describe('an optimizer as text', () => {
  test.each<[string, object]>([
    ['adam', { name: 'adam' }],
    ['adam:0.5:0.99', { name: 'adam', betas: [0.5, 0.99] }],
    ['nadam:0.5:0.99:1e-6', { name: 'nadam', betas: [0.5, 0.99], epsilon: 1e-6 }],
    ['sgd', { name: 'sgd' }],
    ['sgd:0.9', { name: 'sgd', momentum: 0.9 }],
    ['{"name": "nadam", "momentumDecay": 0.01}', { name: 'nadam', momentumDecay: 0.01 }],
  ])('%s', (text, description) => {
    expect(parseOptimizer(text).description).toEqual(description);
  });

  test('by every name', () => {
    for (const name of optimizerNames) expect(parseOptimizer(name).name).toBe(name);
  });

  test.each<[string, string]>([
    ['', 'there is no optimizer ""; there are adam[:BETA1:BETA2[:EPSILON]], nadam'],
    ['Adam', 'there is no optimizer "Adam"'],
    ['constructor', 'there is no optimizer "constructor"'],
    ['adam:0.9', '"adam:0.9" should be written adam[:BETA1:BETA2[:EPSILON]]'],
    ['adam:0.9:2', 'two numbers in [0, 1), not 0.9, 2'],
    ['sgd:much', 'optimizer.momentum is "much"; it should be a finite number'],
    ['sgd:', 'optimizer.momentum is ""'],
    ['{"name": "sgd"', 'is not JSON'],
  ])('%j is refused', (text, message) => {
    expect(() => parseOptimizer(text)).toThrow(FaccentError);
    expect(() => parseOptimizer(text)).toThrow(message);
  });
});

describe('a schedule as text', () => {
  test.each<[string, object]>([
    ['constant', { name: 'constant' }],
    ['linear', { name: 'linear' }],
    ['linear:0.2', { name: 'linear', to: 0.2 }],
    ['linear:0.5:0.2', { name: 'linear', from: 0.5, to: 0.2 }],
    ['cosine:0.1', { name: 'cosine', to: 0.1 }],
    ['step:30', { name: 'step', every: 30 }],
    ['step:30:0.5', { name: 'step', every: 30, factor: 0.5 }],
    ['{"name": "cosine"}', { name: 'cosine' }],
  ])('%s', (text, description) => {
    expect(parseSchedule(text).description).toEqual(description);
  });

  test('by every name', () => {
    for (const name of scheduleNames)
      expect(parseSchedule(name === 'step' ? 'step:1' : name).description.name).toBe(name);
  });

  test.each<[string, string]>([
    ['exponential', 'there is no schedule "exponential"; there are constant, linear[:TO]'],
    ['step', '"step" should be written step:EVERY[:FACTOR]'],
    ['step:0', 'a learning rate changes every 1, 2, … steps, not every 0'],
    ['cosine:-1', '0 or more, not -1'],
  ])('%j is refused', (text, message) => {
    expect(() => parseSchedule(text)).toThrow(FaccentError);
    expect(() => parseSchedule(text)).toThrow(message);
  });
});

describe('a held layer as text', () => {
  test.each<[string, object]>([
    ['mixed3a', { layer: 'mixed3a' }],
    ['mixed3a:1', { layer: 'mixed3a', power: 1 }],
    [' conv2:1.5:0.25 ', { layer: 'conv2', power: 1.5, weight: 0.25 }],
    ['onnx::Conv_12', { layer: 'onnx::Conv_12' }],
    ['onnx::Conv_12:2:3', { layer: 'onnx::Conv_12', power: 2, weight: 3 }],
  ])('%s', (text, held) => {
    expect(parseHeldLayer(text)).toEqual(held);
  });

  test.each<[string, string]>([
    ['', 'is no held layer'],
    ['a:0.5', 'has the power 0.5'],
    ['a:2:0', 'has the weight 0'],
  ])('%j is refused', (text, message) => {
    expect(() => parseHeldLayer(text)).toThrow(FaccentError);
    expect(() => parseHeldLayer(text)).toThrow(message);
  });
});
