export const generatedNote = 'Made by `npm run generate` from the schemas in src/api; do not edit.';
