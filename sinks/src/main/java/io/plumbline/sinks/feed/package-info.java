/** What the topics say of each run so far, in memory, for all that is shown to people. */
package io.plumbline.sinks.feed;
