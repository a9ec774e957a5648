import workerpool from 'workerpool';

workerpool.worker({
  add(a, b) {
    return a + b;
  },
});
