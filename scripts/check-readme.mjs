// The first program of the README must run when pasted: by a stranger, in an empty directory, from the packed tarball.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const expected = [...'itcast'].map((letter) => `reader got ${letter}`);
const onWindows = process.platform === 'win32';

const directory = await mkdtemp(join(tmpdir(), 'holdall-readme-'));
try {
  const readme = await readFile(join(repository, 'README.md'), 'utf8');
  const program = firstProgram(readme);
  await run('npm', ['pack', '--loglevel=error', '--pack-destination', directory], {
    cwd: repository,
    timeoutMs: 180_000,
  });
  const tarball = (await readdir(directory)).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball');

  // Without this, `await` at the top of a .ts file is an error. A stranger does it only when told to.
  const project = /type=module|"type": *"module"/.test(readme) ? { type: 'module' } : {};
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, ...project }));
  await run('npm', ['install', `./${tarball}`, 'tsx'], { cwd: directory, timeoutMs: 300_000 });
  await writeFile(join(directory, 'program.ts'), program);
  checkOutput(await run('npx', ['tsx', 'program.ts'], { cwd: directory, timeoutMs: 60_000 }));
  console.log('README.md: its first program runs and prints what it should');
} finally {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

function firstProgram(markdown) {
  const block = /^```ts\r?\n([\s\S]*?)^```/m.exec(markdown);
  if (block === null) throw new Error('README.md has no ```ts block');
  return block[1];
}

function checkOutput(output) {
  const got = output.split(/\r?\n/).filter((line) => line.startsWith('reader got '));
  if (got.join('\n') !== expected.join('\n')) {
    throw new Error(`the program should print\n${expected.join('\n')}\nbut printed\n${output}`);
  }
}

/** Resolves with what the command wrote to stdout; rejects when it fails or is not over in time. */
async function run(command, args, { cwd, timeoutMs }) {
  console.log(`$ ${command} ${args.join(' ')}`);
  const child = spawn(command, args, {
    cwd,
    env: strangersEnvironment(),
    // A group of its own, so that the time limit also ends what the command has started.
    detached: !onWindows,
    // npm and npx are scripts on Windows.
    shell: onWindows,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  let timer;
  try {
    const [code, signal] = await new Promise((resolve, reject) => {
      // Not 'exit': a process that the program leaves behind keeps its output open and must not go unnoticed.
      child.once('error', reject).once('close', (...ended) => resolve(ended));
      timer = setTimeout(() => {
        endGroup(child);
        reject(new Error(`${command} ${args[0]}, or a process it started, did not end within ${timeoutMs} ms`));
      }, timeoutMs);
    });
    if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${signal ?? `exit code ${code}`}`);
    return output;
  } finally {
    clearTimeout(timer);
  }
}

function endGroup(child) {
  // What has left the group may still hold the other end, and with it our event loop.
  child.stdout.destroy();
  try {
    if (onWindows) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // The group is empty already.
    if (error.code !== 'ESRCH') throw error;
  }
}

/** What `npm run` tells its scripts about this repository would make the new project install into it. */
function strangersEnvironment() {
  const ours = /^npm_(package_|lifecycle_|config_local_prefix$)|^INIT_CWD$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
