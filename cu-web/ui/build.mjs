// Called by Maven: installs what the lock file says and builds the portal, each only when something it depends on changed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'target');
const api = join(here, '..', '..', 'contracts', 'src', 'main', 'resources', 'openapi', 'cmu.yaml');

const files = (path) =>
  readdirSync(path, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? files(join(path, entry.name)) : [join(path, entry.name)]))
    .sort();
const digest = (paths) => {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(here.length)).update(readFileSync(path));
  return hash.digest('hex');
};
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const npm = (...args) => execFileSync('npm', args, { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] });

const lock = digest([join(here, 'package-lock.json')]);
const lockMark = join(here, 'node_modules', '.vedette-lock');
const sources = [...files(join(here, 'src')), ...files(join(here, 'public'))].filter(
  (path) => !path.endsWith('generated.ts') && !path.endsWith('.test.ts'),
);
const all = digest([
  ...sources,
  api,
  ...['index.html', 'package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'].map((name) => join(here, name)),
]);
const buildMark = join(target, 'ui.sha256');

if (read(buildMark) === all && existsSync(join(target, 'classes', 'static', 'index.html'))) process.exit(0);
if (read(lockMark) !== lock) {
  npm('ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(lockMark, lock);
}
npm('run', '--silent', 'build', '--loglevel=error');
mkdirSync(target, { recursive: true });
writeFileSync(buildMark, all);
