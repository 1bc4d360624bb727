/** As times are written in a status: to the second. */
export const timestamp = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');
