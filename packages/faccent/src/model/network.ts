import {
  type Graph,
  type GraphInput,
  type Module,
  type ReadOptions,
  findModules,
  nameValues,
  readModel,
} from 'onnx-grad';
import { LayerNames } from './layer-names.js';
import { chosenInput } from './picture-input.js';

/**
 * A network as its file has it: a graph whose values have names.
 * @example
 * const network = Network.open(await readFile('model.onnx'));
 * network.graph.inputs.map(({ name }) => name); // ['input']
 */
export class Network {
  private readonly names: LayerNames;

  protected constructor(
    readonly graph: Graph,
    /** The modules of the framework that it was written in, and the values that they make. */
    readonly modules: readonly Module[] = findModules(graph),
  ) {
    const names = nameValues(graph, modules);
    this.names = new LayerNames(names, modules.length ? modules.map(({ path }) => path) : [...names.keys()]);
  }

  /** @throws GraphError on bytes that are no ONNX model, or one that contradicts itself */
  static open(bytes: Uint8Array, options?: ReadOptions): Network {
    return new Network(readModel(bytes, options));
  }

  /** The same network with another graph, whose inputs and values have the names of this one's. */
  withGraph(graph: Graph): Network {
    return new Network(graph, this.modules);
  }

  /** The value that a layer's name stands for. @throws FaccentError with the closest names */
  resolve(layer: string): string {
    return this.names.resolve(layer);
  }

  /** The value that a name stands for, where it is one. */
  find(name: string): string | undefined {
    return this.names.find(name);
  }

  /**
   * The input that takes the picture: the one that is named, the only one, or the one that is shaped like a picture.
   * @throws FaccentError where there is none such, or several that are as likely
   */
  pictureInput(named?: string): string {
    return chosenInput(this.graph.inputs, named).name;
  }

  /** The input of that name. @throws FaccentError where there is none such */
  inputNamed(name: string): GraphInput {
    return chosenInput(this.graph.inputs, name);
  }
}
