#!/usr/bin/env node
// Written so that every Node.js since 10 can read it, to say which one is needed instead of a syntax error.
var NEEDED = [20, 19];
var version = process.versions.node.split('.').map(Number);

if (version[0] < NEEDED[0] || (version[0] === NEEDED[0] && version[1] < NEEDED[1])) {
  console.error('faccent needs Node.js ' + NEEDED.join('.') + ' or newer; this is ' + process.versions.node);
  process.exitCode = 1;
} else {
  import('../dist/cli/main.js').then(function (module) {
    return module.main(process.argv.slice(2));
  });
}
