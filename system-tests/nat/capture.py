"""Prints every frame that an interface sees, each after its length in four bytes: capture.py INTERFACE. Ends when told to."""
import signal
import socket
import struct
import sys

ETH_P_ALL = 3
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL)) as link:
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, 64 << 20)
    link.bind((sys.argv[1], 0))
    out = sys.stdout.buffer
    sys.stderr.write("capturing\n")
    sys.stderr.flush()
    while True:
        frame = link.recv(65535)
        out.write(struct.pack(">I", len(frame)) + frame)
        out.flush()
