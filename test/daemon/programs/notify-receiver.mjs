// Listens at a socket as a service manager does, and prints what it is told. Node has no datagram sockets of this kind.
import { spawn } from 'node:child_process';

const script = `
import socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print('listening', flush=True)
while True:
    data, ancillary, flags, sender = listener.recvmsg(4096, socket.CMSG_SPACE(4))
    # The program waits until this end of its pipe is closed, to know that it was heard.
    for level, kind, rights in ancillary:
        if kind == socket.SCM_RIGHTS: socket.close(int.from_bytes(rights[:4], sys.byteorder))
    print(data.decode(), flush=True)
`;
const python = spawn('python3', ['-c', script, process.argv[2]], { stdio: 'inherit' });
process.on('SIGTERM', () => python.kill('SIGTERM'));
