import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { subjectsOver } from './subjects.js';
import { transportSuite } from './suite.js';

const { tcp } = subjectsOver('');

transportSuite('zeromq over tcp', tcp(new ZeromqTransport()));
transportSuite('zeromq over tcp, without the draft options of libzmq', tcp(new ZeromqTransport({ draft: false })));
