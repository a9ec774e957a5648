/** Fails while it is loaded. */
throw new RangeError('this module is broken');
