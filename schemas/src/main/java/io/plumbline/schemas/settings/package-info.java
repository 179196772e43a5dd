/** Everything a user can set that changes results, declared once. */
package io.plumbline.schemas.settings;
