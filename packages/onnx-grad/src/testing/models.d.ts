import { type FunctionProto, type NodeProto } from '../onnx/onnx_pb.js';
import { type DataType, Tensor } from '../tensor.js';
/** Models written message by message, as old and odd exporters write them. */
type Messages = {
  node: NodeProto[];
  inputs: {
    name: string;
    dims: (number | string)[];
    type?: DataType;
  }[];
  outputs: string[];
  initializers?: Record<string, Tensor>;
};
export interface ModelInit extends Messages {
  opset?: number;
  functions?: FunctionProto[];
  domains?: Record<string, number>;
  external?: Record<
    string,
    {
      type: DataType;
      dims: number[];
      location: string;
      offset?: number;
      length?: number;
    }
  >;
}
export type Value =
  | number
  | string
  | number[]
  | Tensor
  | {
      float: number;
    }
  | {
      floats: number[];
    }
  | {
      graph: Messages;
    }
  | {
      ref: string;
    };
export declare function node(
  opType: string,
  input: string[],
  output: string[],
  attributes?: Record<string, Value>,
  domain?: string,
): NodeProto;
export declare function func(
  domain: string,
  name: string,
  input: string[],
  output: string[],
  nodes: NodeProto[],
  attributes?: string[],
): FunctionProto;
/** The model's bytes. */
export declare function model({ opset, functions, domains, external, ...rest }: ModelInit): Uint8Array;
export {};
