// As the one of the program, it starts when the heaps already double.
import './desk-thread.ts';
