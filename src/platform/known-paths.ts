// Which methods an address answers. Asked only where no route was found, so nothing is made before.

interface Route {
  readonly url: string;
  readonly method: string | string[];
}

/** The routes of the program, but for those that take every path. */
export class KnownPaths {
  readonly #routes: Route[] = [];
  #matchers: { readonly pattern: RegExp; readonly methods: readonly string[] }[] | null = null;

  /** `url` as the router writes it: `/v1/alerts/:id`, `/cal/:token.ics`. */
  add({ url, method }: Route): void {
    if (!url.includes('*')) this.#routes.push({ url, method });
    this.#matchers = null;
  }

  /** Methods in the order of the alphabet; none for an address that nothing answers. */
  methodsAt(address: string): string[] {
    const [path = ''] = address.split('?');
    this.#matchers ??= this.#routes.map(({ url, method }) => ({
      pattern: patternOf(url),
      methods: [method].flat(),
    }));
    const found = this.#matchers.filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => methods))].toSorted();
  }
}

function patternOf(url: string): RegExp {
  const parts = url.split(/:\w+/).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}
