package org.apache.flink.streaming.examples.statemachine;

/** Stands where an example of Flink's own image is, which is in none of the packages, and counts. */
public final class StateMachineExample {
  public static void main(String[] args) throws Exception {
    // A class of no package cannot be named from one.
    Class.forName("CountingJob").getMethod("main", String[].class).invoke(null, (Object) args);
  }
}
