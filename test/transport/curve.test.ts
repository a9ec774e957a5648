import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { curved } from './curved.js';
import { subjectsOver } from './subjects.js';
import { transportSuite } from './suite.js';

const { tcp } = subjectsOver('');
const libzmq = new ZeromqTransport();
const withoutDraft = new ZeromqTransport({ draft: false });

transportSuite('zeromq over tcp, with CURVE', tcp(curved(libzmq, libzmq)));
transportSuite('zeromq over tcp, with CURVE, without the draft options', tcp(curved(withoutDraft, withoutDraft)));
transportSuite('zmtp over tcp, with CURVE, to libzmq', tcp(curved(libzmq, new ZmtpTransport())));
