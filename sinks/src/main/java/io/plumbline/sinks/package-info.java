/** From what the probes say to drift, alerts, and the places where people look. */
package io.plumbline.sinks;
