/** Images go to threads and back without being copied: who gives a buffer away has it no more. */
import { isMain, Pool, task, transfer } from 'holdall';

interface Image {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** One byte for each pixel: 0 is black. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

const invert = task(import.meta.url, function invert(image: Image): Image {
  const { pixels } = image;
  for (let at = 0; at < pixels.length; at++) pixels[at] = 255 - (pixels[at] as number);
  return transfer(image, [pixels.buffer]);
});

/** Each pixel becomes the mean of the nine around it. */
const blur = task(import.meta.url, function blur(image: Image): Image {
  const { width, height, pixels } = image;
  const blurred = new Uint8Array(pixels);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      let sum = 0;
      for (let row = y - 1; row <= y + 1; row++) {
        for (let column = x - 1; column <= x + 1; column++) sum += pixels[row * width + column] as number;
      }
      blurred[y * width + x] = Math.round(sum / 9);
    }
  }
  return transfer({ ...image, pixels: blurred }, [blurred.buffer]);
});

function paint(name: string, shade: number): Image {
  const [width, height] = [640, 480];
  return { name, width, height, pixels: new Uint8Array(width * height).fill(shade) };
}

const given = ({ pixels }: Image) => [pixels.buffer];

if (isMain(import.meta.url)) {
  await using pool = new Pool({ kind: 'thread', processes: 2 });
  const images = ['dawn', 'noon', 'dusk', 'night'].map((name, index) => paint(name, 200 - 60 * index));
  const inverted = await pool.map(
    invert,
    images.map((image) => transfer(image, given(image))),
  );
  console.log(
    `  the originals have ${images.map(({ pixels }) => pixels.length).join(', ')} pixels: they were given away`,
  );
  for await (const { name, pixels } of pool.imap(
    blur,
    inverted.map((image) => transfer(image, given(image))),
  )) {
    console.log(`  ${name} is back, inverted and blurred: ${pixels.length} pixels of shade ${pixels[1_000]}`);
  }
}
