import { plain, type Subject } from '../acts.js';

export const eventSubjects: readonly Subject[] = [
  { title: 'event', options: {}, acts: plain('set', 'clear', 'isSet', 'wait') },
];
