/**
 * Which room may call which: through the other room's index.ts (contract.ts for the wire), and in one direction only.
 * docs/ARCHITECTURE.md draws this table. A new room gets a line here; a new arrow is a decision, not a convenience.
 */
const rooms = {
  accounts: [],
  practice: [],
  stores: ['accounts'],
  forms: ['accounts', 'stores'],
  devices: ['accounts', 'stores', 'forms'],
  customers: ['accounts', 'stores'],
  metering: ['accounts'],
  deliveries: ['accounts', 'customers'],
  signups: ['accounts', 'stores', 'forms', 'devices', 'customers', 'deliveries', 'metering'],
  metrics: ['accounts', 'stores', 'devices', 'deliveries', 'signups', 'metering'],
}

const test = '[.]test[.]tsx?$|^test/'
/** What crosses the wire, as both ends build and check it. */
const wire = '(contract|envelope)[.]ts$'

/** A rule without its boilerplate: whoever is `from` may reach `to` for no reason. */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const doorsOfRooms = Object.entries(rooms).map(([room, others]) =>
  never(
    `room-${room}`,
    `${room} may call ${others.length > 0 ? others.join(', ') : 'no other room'}; see the table in architecture.cjs.`,
    { path: `^src/domain/${room}/`, pathNot: test },
    {
      path: '^src/domain/',
      pathNot: [`^src/domain/${room}/`, ...others.map(other => `^src/domain/${other}/(index|contract)[.]ts$`)],
    },
  ),
)

module.exports = {
  rooms,
  forbidden: [
    ...doorsOfRooms,
    never(
      'unknown-room',
      'Every folder in src/domain is a line of the table in architecture.cjs.',
      { path: '^src/domain/', pathNot: `^src/domain/(${Object.keys(rooms).join('|')})/` },
      {},
    ),
    never(
      'no-cycles',
      'Two files that need each other are one file, or lack a third. (Types alone may go round.)',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never(
      'no-orphan-imports',
      'What is imported must exist.',
      {},
      { couldNotResolve: true, pathNot: '^(virtual:|node:)|[.](css|svg|png|woff2)([?]|$)' },
    ),
    never(
      'domain-stands-alone',
      'A room knows the platform and other rooms; who calls it is not its matter.',
      { path: '^src/domain/', pathNot: test },
      { path: '^src/(http|roles|commands|main)|^web/' },
    ),
    never(
      'room-doors-for-http',
      'http takes routes.ts, index.ts and contract.ts of a room, nothing behind them.',
      { path: '^src/http/', pathNot: test },
      { path: '^src/domain/', pathNot: '^src/domain/[^/]+/(routes|index|contract)[.]ts$' },
    ),
    never(
      'room-doors-for-roles',
      'roles take jobs.ts and index.ts of a room.',
      { path: '^src/roles/', pathNot: test },
      { path: '^src/domain/', pathNot: '^src/domain/[^/]+/(jobs|index)[.]ts$' },
    ),
    never(
      'room-doors-for-commands',
      'commands take index.ts and contract.ts of a room.',
      { path: '^src/(commands/|main[.]ts)', pathNot: test },
      { path: '^src/domain/', pathNot: '^src/domain/[^/]+/(index|contract)[.]ts$' },
    ),
    never(
      'web-takes-contracts',
      'Of src, web sees the contracts alone.',
      { path: '^web/', pathNot: test },
      { path: '^src/', pathNot: `/${wire}` },
    ),
    never(
      'contracts-are-light',
      'A contract is sent to every browser: zod/mini and other contracts, nothing else.',
      { path: `^(src|web)/.*/${wire}` },
      { pathNot: `/${wire}|node_modules/zod/(mini|v4/mini)/` },
    ),
    never(
      'connectors-stand-alone',
      'One CRM, one file: it knows connector.ts and zod. Requests go through what it is handed.',
      { path: '^src/domain/deliveries/connectors/', pathNot: `${test}|/(registry|connector)[.]ts$` },
      { pathNot: '^src/domain/deliveries/(connectors/)?connector[.]ts$|node_modules/zod/' },
    ),
    never(
      'platform-knows-no-domain',
      'The platform has no word of the domain.',
      { path: '^src/platform/', pathNot: test },
      { path: '^src/(domain|http|roles|commands)/|^src/main[.]ts$|^web/' },
    ),
    never(
      'no-test-in-product',
      'What runs for retailers knows nothing of tests.',
      { path: '^(src|web)/', pathNot: test },
      { path: test },
    ),
    never(
      'apps-stand-alone',
      'kiosk, dashboard and site share web/ui and nothing else.',
      { path: '^web/(?!ui/)([^/]+)/' },
      { path: '^web/', pathNot: '^web/(ui|$1)/' },
    ),
    never(
      'features-stand-alone',
      'Features of the dashboard never import each other: routes compose them.',
      { path: '^web/dashboard/features/([^/]+)/' },
      { path: '^web/dashboard/features/', pathNot: '^web/dashboard/features/$1/' },
    ),
    never(
      'no-tools-in-product',
      'What the server runs on is a dependency, not a development tool.',
      { path: '^src/', pathNot: test },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^web/[^/]*/?dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
}
