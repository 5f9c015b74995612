// Reads the timecode strip (vedette.testkit.Timecode) from the pixels of a video frame.
// Usage in a browser test: context.drawImage(video, 0, 0, w, h); readTimecode(context.getImageData(0, 0, w, h)).

/**
 * @param {ImageData} image RGBA pixels of the whole picture, any size of at least 88 x 72
 * @returns {{frame: number, captureMs: number} | null} null when no strip is found or its check sum is wrong
 */
function readTimecode(image) {
  const COLUMNS = 44, GRID_ROWS = 36, ROWS = 3, FIRST_DATA = 6, BITS = 32, CONTRAST_MIN = 48;
  const { width, height, data } = image;
  if (width < 2 * COLUMNS || height < 2 * GRID_ROWS) return null;

  const cell = (column, row) => {
    const gridRow = GRID_ROWS - ROWS + row;
    const left = Math.floor(width * (4 * column + 1) / (4 * COLUMNS));
    const right = Math.max(left + 1, Math.floor(width * (4 * column + 3) / (4 * COLUMNS)));
    const top = Math.floor(height * (4 * gridRow + 1) / (4 * GRID_ROWS));
    const bottom = Math.max(top + 1, Math.floor(height * (4 * gridRow + 3) / (4 * GRID_ROWS)));
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const i = 4 * (y * width + x);
        sum += (data[i] + data[i + 1] + data[i + 2]) / 3;
      }
    }
    return sum / ((right - left) * (bottom - top));
  };

  const bytes = new Uint8Array(12);
  for (let row = 0; row < ROWS; row++) {
    let white = 0, black = 0;
    for (const c of [2, 4, 39, 41]) white += cell(c, row) / 4;
    for (const c of [3, 5, 38, 40]) black += cell(c, row) / 4;
    if (white - black < CONTRAST_MIN) return null;
    for (let i = 0; i < BITS; i++) {
      if (cell(FIRST_DATA + i, row) > (white + black) / 2) {
        const bit = row * BITS + i;
        bytes[bit >> 3] |= 0x80 >> (bit & 7);
      }
    }
  }

  let crc = 0xffff;
  for (let i = 0; i < 10; i++) {
    crc ^= bytes[i] << 8;
    for (let b = 0; b < 8; b++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  if (crc !== ((bytes[10] << 8) | bytes[11])) return null;
  const number = (from, to) => bytes.slice(from, to).reduce((value, byte) => value * 256 + byte, 0);
  return { frame: number(0, 4), captureMs: number(4, 10) };
}
