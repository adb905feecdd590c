// Ask a question of one or more sources and print the answer as JSON: node - QUERY SOURCE...
import { QueryEngine } from '@comunica/query-sparql';

const [query, ...sources] = process.argv.slice(2);
const engine = new QueryEngine();
const typed = sources.map((s) => (s.startsWith('sparql@') ? { type: 'sparql', value: s.slice(7) } : s));
const result = await engine.query(query, { sources: typed });
const type = { bindings: 'application/sparql-results+json', boolean: 'application/sparql-results+json' };
const { data } = await engine.resultToString(result, type[result.resultType] ?? 'application/n-triples');
for await (const piece of data) process.stdout.write(piece);
