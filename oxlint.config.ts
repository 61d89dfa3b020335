/**
 * Lint rules, and the one table of who may import whom. Every rule is an error or off.
 * Run by Node 26 (`npm run verify`); the samples in test/rules/samples/lint prove that each rule bites.
 */
import { defineConfig, type OxlintOverride } from 'oxlint';

/** What one module may open. `types` are doors of which only types may be taken. */
export interface Arrow {
  readonly doors: readonly string[];
  readonly types?: readonly string[];
}

const alwaysAllowed = 'platform';

/**
 * Who may import whom: a module may open the doors in its row and no other. Arrows point at rows
 * further up, so there can be no ring. `platform` is allowed everywhere.
 */
export const arrows = {
  platform: { doors: [] },
  channels: { doors: [] },
  people: { doors: [] },
  services: { doors: ['people'] },
  oncall: { doors: ['people', 'services'] },
  changes: { doors: ['people', 'services'] },
  alerts: { doors: ['people', 'services'] },
  delivery: { doors: ['people', 'channels'] },
  webhooks: { doors: ['people', 'channels'] },
  paging: {
    doors: ['people', 'services', 'oncall', 'alerts', 'changes', 'delivery', 'webhooks'],
  },
  incidents: {
    doors: ['people', 'services', 'oncall', 'alerts', 'paging', 'changes', 'delivery'],
  },
  updates: { doors: ['people', 'services', 'incidents', 'paging', 'delivery'] },
  postmortems: { doors: ['people', 'services', 'incidents', 'changes'] },
  sources: { doors: [], types: ['alerts', 'changes'] },
  intake: { doors: ['people', 'services', 'alerts', 'changes', 'sources'] },
  operation: { doors: ['people', 'oncall', 'delivery', 'paging'] },
  overview: {
    doors: [
      'people',
      'services',
      'oncall',
      'changes',
      'alerts',
      'delivery',
      'paging',
      'incidents',
      'updates',
      'postmortems',
    ],
  },
  setup: {
    doors: [
      'people',
      'services',
      'oncall',
      'changes',
      'alerts',
      'delivery',
      'webhooks',
      'paging',
      'incidents',
      'updates',
      'postmortems',
      'intake',
    ],
  },
  proposals: { doors: ['alerts', 'paging', 'incidents', 'updates', 'setup'] },
} satisfies Record<string, Arrow>;

/** The modules that follow the file roles of ARCHITECTURE.md; the others are flat lists of files. */
export const modulesWithRoles = (Object.keys(arrows) as (keyof typeof arrows)[]).filter(
  (name) => !['platform', 'channels', 'sources'].includes(name),
);

type Rules = NonNullable<OxlintOverride['rules']>;

interface Pattern {
  regex: string;
  message: string;
  allowTypeImports?: boolean;
}

const sqlLibraries: Pattern = {
  regex: '^(kysely|pg|pg-boss)$',
  message: 'SQL lives in store.ts or store/ only; ask the store.',
  allowTypeImports: true,
};

/** Patterns that keep a file of `module` inside its doors; `depth` is its folder depth in there. */
function doorPatterns(module: string, depth: number, test: boolean): Pattern[] {
  const arrow: Arrow = arrows[module as keyof typeof arrows];
  const open = new Set([module, alwaysAllowed, ...arrow.doors, ...(arrow.types ?? [])]);
  const names = [...Object.keys(arrows), 'cli', 'client', 'mcp'];
  const shut = names.filter((name) => !open.has(name));
  const patterns: Pattern[] = [
    {
      regex: `^${'\\.\\./'.repeat(depth + 1)}`,
      message: `A file of ${module} leaves its module; use a door (#name).`,
    },
    {
      regex: `^#(${shut.join('|')})(/|$)`,
      message: `The arrow table of oxlint.config.ts does not let ${module} open this door.`,
    },
    { regex: '^#app(/|$)', message: 'Nothing may import src/app.' },
    { regex: `^#${module}$`, message: `Inside ${module}, import the file itself.` },
  ];
  if (!test) {
    patterns.push({ regex: '^#harness(/|$)', message: 'The harness is for tests.' });
    patterns.push({ regex: '\\.test\\.ts$', message: 'Nothing imports a test.' });
  }
  if (arrow.types !== undefined) {
    patterns.push({
      regex: `^#(${arrow.types.join('|')})(/|$)`,
      message: `${module} may take only types from this door.`,
      allowTypeImports: true,
    });
  }
  return patterns;
}

function restrict(patterns: Pattern[]): Rules {
  return { 'no-restricted-imports': ['error', { patterns }] };
}

const pureGlobals = [
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'process',
  'performance',
  'crypto',
  'console',
];

const ambientTime = [
  {
    object: 'Date',
    property: 'now',
    message: 'Time comes from the clock (src/platform/clock.ts).',
  },
  {
    object: 'Temporal',
    property: 'Now',
    message: 'Time comes from the clock (src/platform/clock.ts).',
  },
];

/** decide/: pure. Only its model, its neighbours and types of allowed doors; no clock, no world. */
function decideOverride(module: string): OxlintOverride {
  return {
    files: [`src/${module}/decide/**/*.ts`],
    excludeFiles: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...doorPatterns(module, 1, false),
            {
              group: ['*', '!./*', '!../model.ts'],
              message: 'A decision may import only ../model.ts, its neighbours and types.',
              allowTypeImports: true,
            },
            {
              regex: '^(node:|#platform/)',
              message: 'A decision may not touch Node or the platform, not even by type.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', ...pureGlobals],
      'no-restricted-properties': [
        'error',
        ...ambientTime,
        { object: 'Math', property: 'random', message: 'A decision is handed its chance.' },
      ],
    },
  };
}

/** routes and jobs: they parse, call a verb or a read, and present. */
function presentOverride(files: string[], module: string, depth: number): OxlintOverride {
  return {
    files,
    excludeFiles: ['**/*.test.ts'],
    rules: restrict([
      ...doorPatterns(module, depth, false),
      sqlLibraries,
      {
        regex: '^\\.{1,2}/(store|decide)(\\.ts|/)',
        message: 'Routes and jobs parse, call a verb or a read, and present.',
        allowTypeImports: true,
      },
    ]),
  };
}

/** One module's rules, widest first: oxlint lets the later override win. */
function moduleOverrides(module: string): OxlintOverride[] {
  const root = `src/${module}`;
  const levels = [0, 1, 2].map((depth) => `${root}/${'*/'.repeat(depth)}`);
  const flat = levels.flatMap((folder, depth): OxlintOverride[] => [
    {
      files: [`${folder}*.ts`],
      rules: restrict([...doorPatterns(module, depth, false), sqlLibraries]),
    },
    { files: [`${folder}*.test.ts`], rules: restrict(doorPatterns(module, depth, true)) },
    {
      files: [`${folder}store.ts`, `${folder}store/*.ts`],
      excludeFiles: ['**/*.test.ts'],
      rules: restrict(doorPatterns(module, folder.endsWith('store/') ? depth + 1 : depth, false)),
    },
  ]);
  return [
    ...flat,
    {
      files: [`${root}/model.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              ...doorPatterns(module, 0, false),
              { group: ['*'], message: 'model.ts may import only types.', allowTypeImports: true },
            ],
          },
        ],
      },
    },
    {
      files: [`${root}/contract.ts`, `${root}/*-contract.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              ...doorPatterns(module, 0, false),
              {
                group: ['*', '!typebox', '!#platform/endpoint', '!#*/contract', '!./*-contract.ts'],
                message: 'A contract uses typebox, #platform/endpoint and other contracts.',
                allowTypeImports: true,
              },
            ],
          },
        ],
      },
    },
    presentOverride([`${root}/routes.ts`, `${root}/jobs.ts`], module, 0),
    presentOverride([`${root}/routes/*.ts`], module, 1),
    decideOverride(module),
  ];
}

/** Flat folders whose files know the platform and nothing of the domain but types. */
function flatOverrides(module: string): OxlintOverride[] {
  return [0, 1].flatMap((depth): OxlintOverride[] => [
    {
      files: [`src/${module}/${'*/'.repeat(depth)}*.ts`],
      rules: restrict(doorPatterns(module, depth, false)),
    },
    {
      files: [`src/${module}/${'*/'.repeat(depth)}*.test.ts`],
      rules: restrict(doorPatterns(module, depth, true)),
    },
  ]);
}

const everyDoor = Object.keys(arrows).filter((name) => name !== alwaysAllowed);

/** Clients of the HTTP API: contracts and the typed client. */
const clientOverride: OxlintOverride = {
  files: ['src/cli/**/*.ts', 'src/client/**/*.ts', 'src/mcp/**/*.ts'],
  rules: restrict([
    { regex: `^#(${everyDoor.join('|')}|app|harness)$`, message: 'A client knows contracts only.' },
    { regex: '^#app/', message: 'Nothing may import src/app.' },
    { regex: '^\\.\\./\\.\\./', message: 'A client leaves its folder.' },
    sqlLibraries,
  ]),
};

/** What the web may take of the server: contracts, the typed client and the endpoint type. */
const serverSide: { group: string[]; message: string } = {
  group: [
    '#*',
    '#*/*',
    '!#*/contract',
    '!#platform/client',
    '!#platform/endpoint',
    '!#platform/sse',
  ],
  message: 'The web may import contracts, #platform/client and #platform/sse only.',
};

/** Arrows inside web: ui, then client, then the pages of modules, then app. */
function webLayer(folder: string, above: readonly string[]): OxlintOverride {
  return {
    files: [`web/${folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            serverSide,
            {
              regex: `^\\.\\./(\\.\\./)*(${above.join('|')})/`,
              message: `web/${folder} imports nothing above it.`,
            },
          ],
        },
      ],
    },
  };
}

const webPages = [...modulesWithRoles, 'components', 'settings', 'onboarding', 'session'];

const webOverrides: OxlintOverride[] = [
  {
    files: ['web/**/*.{ts,tsx}'],
    env: { browser: true },
    rules: {
      'react/rules-of-hooks': 'error',
      'react/exhaustive-deps': 'error',
      'react/jsx-key': 'error',
      'react/no-danger': 'error',
      'react/button-has-type': 'error',
      // A table's cells are given as functions; they are called, never mounted.
      'react/no-unstable-nested-components': ['error', { allowAsProps: true }],
      // What scrolls and holds nothing to focus takes the focus itself (WCAG 2.1.1).
      'jsx-a11y/no-noninteractive-tabindex': [
        'error',
        { roles: ['tabpanel', 'region', 'log'], tags: ['aside'], allowExpressionValues: true },
      ],
      // Speaks of libraries that the React compiler cannot read; it is not used here.
      'react/incompatible-library': 'off',
      'no-restricted-imports': ['error', { patterns: [serverSide] }],
    },
  },
  webLayer('ui', ['client', 'app', ...webPages]),
  webLayer('client', ['app', ...webPages]),
  ...webPages.map((page) => webLayer(page, ['app'])),
  {
    files: ['web/**/*.tsx'],
    rules: {
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      // Markup runs down the page and branches in every condition of it.
      'max-lines-per-function': ['error', { max: 220, skipBlankLines: true, skipComments: true }],
      complexity: ['error', { max: 30 }],
    },
  },
];

const sizes: Rules = {
  'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', { max: 4 }],
  'max-depth': ['error', { max: 4 }],
  complexity: ['error', { max: 20 }],
};

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react', 'jsx-a11y'],
  categories: { correctness: 'error' },
  options: { typeAware: true, denyWarnings: true },
  env: { node: true, es2026: true },
  ignorePatterns: [
    'test/rules/samples/**',
    'dist/**',
    'web/dist/**',
    'web/public/**',
    'data/**',
    'bench/tmp/**',
    // They import the package as it is installed; a test runs them.
    'examples/**',
  ],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': [
      'error',
      {
        allowForKnownSafeCalls: [
          { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
        ],
      },
    ],
    'typescript/no-misused-promises': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-function-type': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/ban-ts-comment': 'error',
    'typescript/no-non-null-assertion': 'error',
    'no-console': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    // Objects here are closures, nothing in them uses `this`.
    'typescript/unbound-method': 'off',
    // `role="status"` and `role="img"` on an svg have no tag that does the same.
    'jsx-a11y/prefer-tag-over-role': 'off',
    // A dialog or palette that somebody opened takes the focus, as the patterns of ARIA ask.
    'jsx-a11y/no-autofocus': 'off',
    'jsx-a11y/no-noninteractive-element-to-interactive-role': [
      'error',
      { ul: ['listbox', 'menu', 'tablist', 'tree'], li: ['option', 'menuitem', 'tab', 'treeitem'] },
    ],
    ...sizes,
  },
  overrides: [
    { files: ['src/**/*.ts'], rules: { 'no-restricted-properties': ['error', ...ambientTime] } },
    { files: ['src/platform/clock.ts'], rules: { 'no-restricted-properties': 'off' } },
    // Generated: as long as the schema is.
    { files: ['src/platform/tables.ts'], rules: { 'max-lines': 'off' } },
    ...['platform', 'channels', 'sources'].flatMap(flatOverrides),
    decideOverride('sources'),
    ...modulesWithRoles.flatMap(moduleOverrides),
    clientOverride,
    {
      files: ['test/stories/black-box*.ts'],
      rules: restrict([
        {
          regex: `^#(${[...Object.keys(arrows), 'app', 'cli'].join('|')})(/|$)|/src/`,
          message: 'The black-box story sees only HTTP, SMTP and a browser.',
        },
      ]),
    },
    { files: ['scripts/**', 'bench/**', 'bin/**', 'src/cli/**'], rules: { 'no-console': 'off' } },
    {
      // Plain JavaScript for old hosts: outside the compiler, so nothing in it has a known type.
      files: ['bin/**/*.js'],
      rules: {
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
      },
    },
    {
      files: ['**/*.test.ts', 'test/**/*.ts'],
      rules: {
        'max-lines': ['error', { max: 1000, skipBlankLines: true, skipComments: true }],
        'max-lines-per-function': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
        'no-restricted-properties': 'off',
        'typescript/no-non-null-assertion': 'off',
      },
    },
    { files: ['*.config.ts', 'web/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    ...webOverrides,
  ],
});
