import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A field of a message, as its schema describes it. */
export interface Field {
  readonly number: number;
}

/**
 * A protobuf message being written. Its parts are joined once, when the outermost message is finished: a network's
 * weights lie five messages deep in a step's graph, and would be copied five times.
 */
export class Message {
  private readonly writer = new BinaryWriter();
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  integer({ number }: Field, value: number | bigint): this {
    this.writer.tag(number, WireType.Varint).int64(value);
    return this;
  }

  float({ number }: Field, value: number): this {
    this.writer.tag(number, WireType.Bit32).float(value);
    return this;
  }

  text({ number }: Field, value: string): this {
    this.writer.tag(number, WireType.LengthDelimited).string(value);
    return this;
  }

  /** Bytes, which are not copied before the end. */
  bytes({ number }: Field, value: Uint8Array): this {
    this.writer.tag(number, WireType.LengthDelimited).uint32(value.byteLength);
    this.flush();
    this.push(value);
    return this;
  }

  message({ number }: Field, inner: Message): this {
    inner.flush();
    this.writer.tag(number, WireType.LengthDelimited).uint32(inner.length);
    this.flush();
    for (const part of inner.parts) this.push(part);
    return this;
  }

  private flush(): void {
    this.push(this.writer.finish());
  }

  private push(part: Uint8Array): void {
    this.parts.push(part);
    this.length += part.byteLength;
  }

  finish(): Uint8Array {
    this.flush();
    const bytes = new Uint8Array(this.length);
    let offset = 0;
    for (const part of this.parts) {
      bytes.set(part, offset);
      offset += part.byteLength;
    }
    return bytes;
  }
}
