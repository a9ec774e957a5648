/** The typecodes of whole numbers, with the ends of their ranges as CPython's `array` has them on 64-bit Linux. */
export const ranges: readonly { typecode: string; lowest: number | bigint; highest: number | bigint }[] = [
  { typecode: 'b', lowest: -128, highest: 127 },
  { typecode: 'B', lowest: 0, highest: 255 },
  { typecode: 'h', lowest: -32_768, highest: 32_767 },
  { typecode: 'H', lowest: 0, highest: 65_535 },
  { typecode: 'i', lowest: -2_147_483_648, highest: 2_147_483_647 },
  { typecode: 'I', lowest: 0, highest: 4_294_967_295 },
  { typecode: 'l', lowest: -(2n ** 63n), highest: 2n ** 63n - 1n },
  { typecode: 'L', lowest: 0, highest: 2n ** 64n - 1n },
  { typecode: 'q', lowest: -(2n ** 63n), highest: 2n ** 63n - 1n },
  { typecode: 'Q', lowest: 0, highest: 2n ** 64n - 1n },
];
