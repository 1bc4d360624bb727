/**
 * Gathers what arrives in one turn of the event loop and does it in one go. Between two requests the processor runs TLS,
 * HTTP and streams, and has forgotten the code of the gate when the next one comes; one after the other, reviews take half
 * the time. Alone in its turn, a review waits for nothing.
 */
export function createGathering(): (work: () => void) => void {
  let gathered: (() => void)[] = [];
  function doSome(): void {
    const turn = gathered.slice(0, most);
    gathered = gathered.slice(most);
    if (gathered.length > 0) setImmediate(doSome);
    for (const work of turn) work();
  }
  return (work) => {
    if (gathered.length === 0) setImmediate(doSome);
    gathered.push(work);
  };
}

/** In one go. More gain nothing, and what is worked on at one time would outlive the young generation of the heap. */
const most = 8;
