/** Group commit: takes all that queued while the batch before was written, so it never waits for more. */
export class Batcher {
  #write;
  #most;
  #waiting = [];
  #writing = false;

  constructor(write, most = 512) {
    this.#write = write;
    this.#most = most;
  }

  add(item) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // What comes in the same turn of the loop goes together.
      if (!this.#writing) {
        this.#writing = true;
        setImmediate(() => this.#run());
      }
    });
  }

  async #run() {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most);
      try {
        const results = await this.#write(batch.map((entry) => entry.item));
        batch.forEach((entry, i) => entry.resolve(results?.[i]));
      } catch (error) {
        batch.forEach((entry) => entry.reject(error));
      }
    }
    this.#writing = false;
  }
}
