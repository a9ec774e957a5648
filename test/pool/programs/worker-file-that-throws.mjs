/** A worker file that cannot be loaded. */
throw new SyntaxError('not today');
