/** Who makes a change, and when: a command, now. */
export function by(command: string): { author: { command: string }; at: Date } {
  return { author: { command }, at: new Date() }
}
