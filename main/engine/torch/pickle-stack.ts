/** The stack, the marks on it and the memo of a pickle being read. */
import { kindOf, type PickleValue } from './pickle-values.ts';
import { damaged } from './torch-error.ts';

export class PickleStack {
  readonly #values: PickleValue[] = [];
  /** Heights of the stack at its open marks. */
  readonly #marks: number[] = [];
  /** A map, not an array: an index may be anything, and takes no more room than its value. */
  readonly #memo = new Map<number, PickleValue>();

  push(value: PickleValue): void {
    this.#values.push(value);
  }

  pop(): PickleValue {
    const value = this.top();
    this.#values.pop();
    return value;
  }

  top(): PickleValue {
    const value = this.#values.at(-1);
    if (value === undefined || this.#values.length <= (this.#marks.at(-1) ?? 0)) {
      throw damaged('its pickle takes a value that is not there');
    }
    return value;
  }

  /** The last `count` values, in the order they were pushed. */
  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).toReversed();
  }

  mark(): void {
    this.#marks.push(this.#values.length);
  }

  /** All values above the last mark, which goes with them. */
  popToMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw damaged('its pickle goes back to a mark that is not there');
    return this.#values.splice(height);
  }

  /** Python's POP drops the last value, or the mark when nothing is above it. */
  drop(): void {
    if (this.#marks.at(-1) === this.#values.length) this.#marks.pop();
    else this.pop();
  }

  memoize(index = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw damaged(`its pickle recalls value ${index}, which it never stored`);
    this.push(value);
  }

  /** The value on top, which must be a tuple: the arguments of a call. */
  popArguments(): readonly PickleValue[] {
    const value = this.pop();
    if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tuple')
      return value.items;
    throw damaged(`its pickle calls something with ${kindOf(value)} for arguments`);
  }
}
