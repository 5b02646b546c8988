// Loaded before a program: every connection it makes is an error that names where it would have gone.
const net = require('node:net');

net.Socket.prototype.connect = function (...args) {
  throw new Error(`this program wants the network: ${JSON.stringify(args[0])}`);
};
