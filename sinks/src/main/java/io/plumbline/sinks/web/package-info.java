/** The web page, its REST interface, and the metrics. */
package io.plumbline.sinks.web;
