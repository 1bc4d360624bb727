import type { Children, Made } from '../../engine/ports.ts';
import type { OwnedObject } from './owned-object.ts';

/** Tells of what was stored, for who reads copies that may be late. */
export function noted(children: Children, note: (object: OwnedObject) => void): Children {
  const noting = async (made: Promise<Made>) => {
    const object = await made;
    note(object as Made & OwnedObject);
    return object;
  };
  return {
    ...children,
    create: (child) => noting(children.create(child)),
    makeNew: (child) => noting(children.makeNew(child)),
    ensure: (child) => noting(children.ensure(child)),
  };
}
