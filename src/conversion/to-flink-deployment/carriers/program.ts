import type { Carrier } from '../carrier.ts';
import { inImage } from '../jar.ts';
import { isApplication, notHeeded } from '../source.ts';

export const mode: Carrier = {
  fields: ['job.mode'],
  becomes: 'an application: its JobManager runs the main method, and nothing is submitted from a pod of its own',
  carry(source, draft) {
    if (!source.spec.job) return;
    if (isApplication(source)) return draft.carried('job.mode', 'spec.job');
    const where =
      'the JobManager runs the main method: what the submitter had (jar, files, network, rights) is needed there';
    draft.changed('job.mode', 'spec.job', where);
  },
};

export const program: Carrier = {
  fields: ['job.className', 'job.args'],
  becomes: '`entryClass` and `args`',
  carry(source, draft) {
    const { className, args = [] } = source.spec.job ?? {};
    if (className) draft.job.entryClass = className;
    if (args.length > 0) draft.job.args = [...args];
    draft.carried('job.className', 'spec.job.entryClass');
    draft.carried('job.args', 'spec.job.args');
  },
};

const pythonDriver = 'org.apache.flink.client.python.PythonDriver';
const pythonFiles = 'python.files';

export const python: Carrier = {
  fields: ['job.pyFile', 'job.pyFiles', 'job.pyModule'],
  becomes: "`entryClass` is Flink's PythonDriver, `args` begin with `-py` or `-pym`, and `pyFiles` are `python.files`",
  carry(source, draft) {
    const { pyFile, pyFiles, pyModule, jarFile } = source.spec.job ?? {};
    const fields = ['job.pyFile', 'job.pyFiles', 'job.pyModule'];
    if (isApplication(source)) for (const field of fields) draft.idle(field, notHeeded);
    else if (jarFile)
      for (const field of fields)
        draft.lost(
          field,
          'stands behind a jar, where flink run takes it for an argument of the program: add it to args',
        );
    else if (pyFile || pyModule) {
      const files = pyFile ? ['-py', local(pyFile)] : [];
      const module = pyModule ? ['-pym', pyModule] : [];
      draft.job.entryClass = pythonDriver;
      draft.job.args = [...files, ...module, ...(draft.job.args ?? [])];
      if (pyFiles) draft.configuration.set(pythonFiles, pyFiles.split(',').map(local).join(','));
      draft.carried('job.pyFile', 'spec.job.args');
      draft.carried('job.pyModule', 'spec.job.args');
      draft.carried('job.pyFiles', `spec.flinkConfiguration['${pythonFiles}']`);
    } else for (const field of fields) draft.idle(field, 'says nothing without pyFile or pyModule');
  },
};

/** An address stays what it is. */
const local = (file: string): string => (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(file) ? file : inImage(file.trim()).path);
