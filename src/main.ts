process.stdout.write('postroom\n');
