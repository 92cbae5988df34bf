DROP TABLE product_attributes;
DROP TABLE products;
DROP TABLE product_types;
