/**
 * What a symptom or a change is about, in a dozen general classes. Only general operations
 * vocabulary belongs here: names of products, services and people would fit one house and no other.
 * A class is evidence next to time and graph, never alone (word overlap by itself is right in one
 * case of nine).
 */
export type Concept =
  | 'tls'
  | 'names'
  | 'network'
  | 'access'
  | 'compute'
  | 'memory'
  | 'storage'
  | 'connections'
  | 'cache'
  | 'traffic'
  | 'messages'
  | 'edge'
  | 'data';

const CONCEPTS: readonly (readonly [Concept, RegExp])[] = [
  [
    'tls',
    /\b(tls|ssl|mtls|https|cert\w*|handshake\w*|x509|cipher\w*|altnames?|ingress|termination|ca bundle|trust store)\b/,
  ],
  [
    'names',
    /\b(dns|resol\w+|nxdomain|servfail|host ?name|zone|nameserver\w*|record set|discovery|lookup\w* fail\w*)\b/,
  ],
  [
    'network',
    /\b(packet\w*|unreachable|route\w*|routing|network\w*|firewall\w*|security groups?|subnet\w*|load balancers?|balancers?|targets?|links?|vpc|peering|mtu|bgp|prefix list|proxy|cni|connect\w* time\w*|no repl\w+|egress|nat)\b/,
  ],
  [
    'access',
    /\b(auth\w*|credential\w*|401|403|token\w*|permission\w*|denied|forbidden|account\w*|signing|keys?|secrets?|grants?|login\w*|password\w*|roles?|iam|unauthori[sz]ed)\b/,
  ],
  [
    'compute',
    /\b(pods?|nodes?|instances?|hosts?|machines?|cluster\w*|kubernetes|scal\w+|capacity|evict\w*|cordon|drain\w*|crash\w*|schedul\w+|replicas?|autoscal\w+|image|agents?|terraform|unattended|os security|liveness|readiness|probes?)\b/,
  ],
  [
    'memory',
    /\b(memory|oom\w*|out of memory|heap|garbage|gc|restarts?|in memory|local cache|limits?)\b/,
  ],
  [
    'storage',
    /\b(database\w*|db|sql|quer(?:y|ies)|locks?|deadlock\w*|index\w*|tables?|columns?|migrat\w+|replica\w*|replication|primary|failover|reads?|foreign key|transaction\w*|backfill|parameters?|stale reads?|rows?|vacuum)\b/,
  ],
  [
    'connections',
    /\b(connection\w*|pool\w*|max_connections|keep-?alive|sockets?|reset by peer|refused|timed? ?out\w*|timeouts?)\b/,
  ],
  ['cache', /\b(cach\w+|hit rate|ttl|lifetime|evict\w*|redis|memcached|cold)\b/],
  [
    'traffic',
    /\b(retr(?:y|ies)|attempts|parallel|fan out|rate limit\w*|quota\w*|pile up|overload\w*|saturat\w*|cpu|traffic|requests? rate|throttl\w*|429|workers?|concurren\w+|batch\w*|polling|asynchron\w*|query plan|p9\d|doubled)\b/,
  ],
  [
    'messages',
    /\b(queue\w*|events?|consum\w+|lag|broker\w*|topic\w*|messages?|backlog|partition\w*|stream\w*)\b/,
  ],
  [
    'edge',
    /\b(waf|rules?|block\w*|cors|edge|cdn|rewrite|paths?|404|403|browser\w*|headers?|backend|502|cookies?)\b/,
  ],
  [
    'data',
    /\b(duplicate\w*|wrong|stale|numbers|corrupt\w*|missing (?:rows|data)|inconsisten\w*|invalid|payload|format|fields?|schema|export\w*|bulk|reports? (?:show|wrong))\b/,
  ],
];

/** Signs that the trouble came without a change: something ran out, filled up, broke or was flooded. */
export type Spontaneous = 'expiry' | 'limit' | 'hardware' | 'load' | 'input';

const SPONTANEOUS: readonly (readonly [Spontaneous, RegExp])[] = [
  [
    'expiry',
    /\b(expir\w+|no longer (?:valid|trusted|accepted)|not (?:yet )?valid|validity|lapsed|licen[cs]e|end of life|past its date|outdated certificate)\b/,
  ],
  [
    'limit',
    /\b(out of range|overflow\w*|wraparound|no space|disk (?:\w+ )?(?:full|above|at)|volume full|full disk|exhaust\w*|ran out|run out|no free|none left|too many open|file descriptors|inodes?|quota (?:exceeded|reached)|limit (?:reached|exceeded|hit)|maximum (?:reached|number)|grew for|growing for|flood stage|read-only|int(?:eger)? (?:limit|max)|ids? used up|watermark|write[s]? blocked)\b/,
  ],
  [
    'hardware',
    /\b(i\/o errors?|hardware|disk fail\w*|bad sectors?|host unreachable|host (?:down|gone|unhealthy|died)|unhealthy hosts?|machine (?:check|down|died)|power|one link|one disk|kernel panic|ecc|raid|degraded array|network card|nic|rack|overheat\w*)\b/,
  ],
  [
    'load',
    /\b(times (?:the )?(?:normal|usual)|traffic (?:spike|surge|up)|surge|spike in (?:traffic|requests|load)|peak|working day|rush|campaign|sale|crawler\w*|bots?|ddos|attack|record (?:traffic|load)|more (?:requests|users|traffic) than)\b/,
  ],
  [
    'input',
    /\b(leap|daylight|time zone change|malformed|poison\w*|oversized|unexpected (?:input|value|record)|one customer|single customer|customer upload\w*|huge (?:file|request|import))\b/,
  ],
];

function classify<T>(text: string, table: readonly (readonly [T, RegExp])[]): Set<T> {
  const plain = text.toLowerCase().replaceAll(/[-_/]+/g, (sign) => (sign === '/' ? '/' : ' '));
  const found = new Set<T>();
  for (const [name, pattern] of table) if (pattern.test(plain)) found.add(name);
  return found;
}

/** Classes that occur in a text, without regard to case; dashes and underscores count as spaces. */
export function conceptsOf(text: string): ReadonlySet<Concept> {
  return classify(text, CONCEPTS);
}

export function spontaneousSigns(text: string): ReadonlySet<Spontaneous> {
  return classify(text, SPONTANEOUS);
}
