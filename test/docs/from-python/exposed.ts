/**
 * What the proxies of CPython 3.14's managers, and its pools and processes, expose (`_exposed_` in Lib/multiprocessing/managers.py; of `queue.Queue`, its
 * public methods), without what every object has. Each must have a row in docs/from-python.md.
 */
const acquirer = ['acquire', 'release', 'locked'];

export const exposed: Readonly<Record<string, readonly string[]>> = {
  Queue: ['put', 'put_nowait', 'get', 'get_nowait', 'qsize', 'empty', 'full', 'task_done', 'join', 'shutdown'],
  dict: [
    ...['__contains__', '__delitem__', '__getitem__', '__ior__', '__iter__', '__len__', '__or__', '__reversed__'],
    ...['__ror__', '__setitem__', 'clear', 'copy', 'fromkeys', 'get', 'items', 'keys', 'pop', 'popitem', 'setdefault'],
    ...['update', 'values'],
  ],
  list: [
    ...['__add__', '__contains__', '__delitem__', '__getitem__', '__iadd__', '__imul__', '__len__', '__mul__'],
    ...['__reversed__', '__rmul__', '__setitem__', 'append', 'clear', 'copy', 'count', 'extend', 'index', 'insert'],
    ...['pop', 'remove', 'reverse', 'sort'],
  ],
  // Its operators are told in a sentence below the table.
  set: [
    ...['__contains__', '__iter__', '__len__', 'add', 'clear', 'copy', 'difference', 'difference_update', 'discard'],
    ...['intersection', 'intersection_update', 'isdisjoint', 'issubset', 'issuperset', 'pop', 'remove'],
    ...['symmetric_difference', 'symmetric_difference_update', 'union', 'update'],
  ],
  Value: ['get', 'set', 'value'],
  Array: ['__len__', '__getitem__', '__setitem__'],
  Namespace: ['__getattribute__', '__setattr__', '__delattr__'],
  Lock: acquirer,
  RLock: acquirer,
  Semaphore: ['acquire', 'release'],
  BoundedSemaphore: ['acquire', 'release'],
  Condition: ['acquire', 'release', 'wait', 'wait_for', 'notify', 'notify_all'],
  Event: ['is_set', 'set', 'clear', 'wait'],
  Barrier: ['wait', 'abort', 'reset', 'parties', 'n_waiting', 'broken'],
  // Public in CPython 3.14's Lib/multiprocessing/pool.py and process.py; not `Pool.Process`, which is the pool's own.
  Pool: [
    ...['apply', 'apply_async', 'map', 'map_async', 'starmap', 'starmap_async', 'imap', 'imap_unordered', 'close'],
    ...['terminate', 'join'],
  ],
  AsyncResult: ['get', 'wait', 'ready', 'successful'],
  IMapIterator: ['next', '__iter__'],
  Process: [
    ...['run', 'start', 'join', 'name', 'is_alive', 'daemon', 'pid', 'ident', 'exitcode', 'authkey', 'sentinel'],
    ...['terminate', 'kill', 'close'],
  ],
  BaseManager: ['connect', 'shutdown', 'address', 'register', '_debug_info', '_number_of_objects'],
};
